/** A client's Rhai script, taken apart so that something can be put around it. */
export interface ClientFunction {
  /** The script with spaces in place of its functions: every other character is where it was. */
  readonly body: string;
  /** The script with spaces in place of everything but its functions; null: it has none. */
  readonly functions: string | null;
  /** Whether the body may end before its end. */
  readonly returnsEarly: boolean;
  /** Whether the body ends in a bare value, which would not be looked up if anything came behind it. */
  readonly endsInValue: boolean;
  /** Whether the body makes functions without a name: they cannot be in what is evaluated. */
  readonly hasClosures: boolean;
  /** Whether something ends all of the script, whatever is around it. */
  readonly exits: boolean;
}

interface Token {
  readonly text: string;
  readonly start: number;
}

// Strings, characters and comments are tokens of their own, so that what is in them means nothing.
const token =
  /\/\/[^\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\\n]|\\[^'\n]+|\\')'|[A-Za-z_]\w*|\|\||[^\s]/y;
const space = /\s+/y;

/**
 * Takes apart a script that a node finds well-formed. It need not be right about what it does not
 * understand: around a script that does not come to its end in the usual way, an edit fails as a whole.
 */
export function readClientFunction(script: string): ClientFunction {
  const tokens = tokensOf(script);
  const whole = closed(script, tokens.at(-1)?.text ?? '');
  const spans = functionSpans(tokens);
  const isInBody = ({ start }: Token): boolean =>
    !spans.some((span) => start >= span.start && start < span.end);
  const ofBody = tokens.filter(isInBody).map(({ text }) => text);
  return {
    body: spans.reduce((text, span) => blanked(text, span.start, span.end), whole),
    functions: spans.length === 0 ? null : onlySpans(script, spans),
    returnsEarly: ofBody.includes('return'),
    endsInValue: endsInValue(ofBody),
    hasClosures: ofBody.includes('|') || ofBody.includes('||'),
    exits: tokens.some(({ text }) => text === 'exit'),
  };
}

function endsInValue(tokens: readonly string[]): boolean {
  const last = tokens.slice(tokens.findLastIndex((text) => text === ';' || text === '}') + 1);
  return last.length > 0 && !last.includes('=') && !last.includes('(');
}

function tokensOf(script: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < script.length) {
    at = endOf(space, script, at) ?? at;
    const end = endOfComment(script, at) ?? endOfTemplate(script, at) ?? endOf(token, script, at);
    if (end === undefined) break;
    tokens.push({ text: script.slice(at, end), start: at });
    at = end;
  }
  return tokens;
}

function endOf(pattern: RegExp, script: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(script) ? pattern.lastIndex : undefined;
}

/** A comment may be left open, and would swallow what is put behind it. */
function closed(script: string, lastToken: string): string {
  if (!lastToken.startsWith('/*')) return script;
  const depth = lastToken.split('/*').length - lastToken.split('*/').length;
  return script + '*/'.repeat(Math.max(0, depth));
}

/** Comments are nested. */
function endOfComment(script: string, start: number): number | undefined {
  if (!script.startsWith('/*', start)) return undefined;
  let depth = 1;
  let at = start + 2;
  while (at < script.length && depth > 0) {
    if (script.startsWith('/*', at)) depth += 1;
    else if (script.startsWith('*/', at)) depth -= 1;
    else {
      at += 1;
      continue;
    }
    at += 2;
  }
  return at;
}

/** A text between back-quotes, with code in braces: `a${b}c`. */
function endOfTemplate(script: string, start: number): number | undefined {
  if (script.charAt(start) !== '`') return undefined;
  let depth = 0;
  for (let at = start + 1; at < script.length; at += 1) {
    const character = script.charAt(at);
    if (depth === 0 && character === '`') return at + 1;
    if (depth === 0 && script.startsWith('${', at)) {
      depth = 1;
      at += 1;
    } else if (depth > 0 && character === '`') {
      at = (endOfTemplate(script, at) ?? script.length) - 1;
    } else if (depth > 0) {
      depth += character === '{' ? 1 : character === '}' ? -1 : 0;
    }
  }
  return script.length;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where functions with a name are defined: from `fn`, or `private fn`, to the end of the block. */
function functionSpans(tokens: readonly Token[]): readonly Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.text !== 'fn') continue;
    const first = tokens[at - 1]?.text === 'private' ? at - 1 : at;
    let depth = 0;
    do {
      at += 1;
      const text = tokens[at]?.text;
      if (text === undefined) return spans;
      if (text === '{') depth += 1;
      if (text === '}') depth -= 1;
    } while (depth > 0 || tokens[at]?.text !== '}');
    spans.push({ start: tokens[first]?.start ?? 0, end: (tokens[at]?.start ?? 0) + 1 });
  }
  return spans;
}

function onlySpans(script: string, spans: readonly Span[]): string {
  let text = '';
  for (const { start, end } of spans) {
    text += blank(script.slice(text.length, start)) + script.slice(start, end);
  }
  return text;
}

function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + blank(text.slice(start, end)) + text.slice(end);
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
