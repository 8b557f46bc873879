/** The host's measurements. */
export interface Metrics {
  /** All of them, in Prometheus's text format. */
  text(): Promise<string>;
}
