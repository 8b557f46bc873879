/** Named places where a simulator may delay, fail or crash the engine. */
export type FaultPoint =
  | 'task-registered'
  | 'write-dispatched'
  | 'dispatch-recorded'
  | 'settings-sent'
  | 'settings-verified'
  | 'task-settled';

/** Does nothing in production. */
export interface Fault {
  at(point: FaultPoint): Promise<void>;
}
