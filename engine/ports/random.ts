/** A source of randomness; forks with different labels are independent of each other. */
export interface Random {
  /** A whole number from 0 to `bound` − 1. */
  integer(bound: number): number;
  fork(label: string): Random;
}
