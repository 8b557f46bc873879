/** A measurement of what is, in the names of Prometheus. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** The host's measurements. */
export interface Metrics {
  /** All of them, in Prometheus's text format. */
  text(): Promise<string>;
  /**
   * Those that one Meilisearch has as well, of requests and of the process, under its names and
   * together with `gauges`, in the order of their names.
   */
  asMeilisearch(gauges: readonly Gauge[]): Promise<string>;
}
