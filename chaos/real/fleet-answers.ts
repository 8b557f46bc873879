import { z } from 'zod';

/** An operation that changes the fleet. */
export const operationSchema = z.object({
  miroir_task_id: z.int().nullable(),
  status: z.string(),
});

/** `GET /_miroir/rebalance/status`. */
export const statusSchema = z.object({
  in_progress: z.boolean(),
  phases: z.array(
    z.object({
      index: z.string(),
      shards: z.array(z.int()),
      state: z.string(),
      source: z.string().nullable(),
      destination: z.string().nullable(),
      documents_copied: z.int(),
    }),
  ),
});

export type RebalanceStatus = z.output<typeof statusSchema>;

/** `GET /_miroir/topology`. */
export const topologySchema = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      behind: z.array(z.object({ index: z.string(), shards: z.array(z.int()) })),
    }),
  ),
});

const placeSchema = z.object({
  replicas: z.array(z.array(z.string())),
  incoming: z.array(z.string()),
  outgoing: z.array(z.string()),
});

/** `GET /_miroir/shards`. */
export const shardsSchema = z.object({
  indexes: z.record(z.string(), z.record(z.string(), placeSchema)),
});

/** Documents as a node or a proxy lists them. */
export const documentsSchema = z.object({
  results: z.array(z.record(z.string(), z.unknown())),
  total: z.int(),
});

/** A page of a search. */
export const searchSchema = z.object({
  hits: z.array(z.looseObject({ id: z.int() })),
  estimatedTotalHits: z.int(),
});

/** The number of things that a filter leaves of a list, such as tasks. */
export const totalSchema = z.object({ total: z.int() });

export const enqueuedSchema = z.object({ taskUid: z.int() });

export const taskSchema = z.object({ status: z.string() });
