// The language brings its own clock and its own randomness. Inside the engine what they answer is of
// no use: it is of a type that nothing accepts.

declare const throughThePort: unique symbol;

interface ComesThroughTheClockPort {
  readonly [throughThePort]: 'clock';
}

interface ComesThroughTheRandomPort {
  readonly [throughThePort]: 'random';
}

interface DateConstructor {
  new (): ComesThroughTheClockPort;
  (): ComesThroughTheClockPort;
  now(): ComesThroughTheClockPort;
}

interface Math {
  random(): ComesThroughTheRandomPort;
}
