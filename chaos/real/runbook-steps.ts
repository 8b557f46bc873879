import { z } from 'zod';

/** What is done to the fleet before a step, as a comment of the page says. */
export interface StagedFault {
  readonly action: 'kill' | 'start';
  readonly node: string;
}

/** Commands of a page, and what the page says that they print. */
export interface RunbookStep {
  readonly heading: string;
  readonly faults: readonly StagedFault[];
  readonly commands: string;
  /** Null: the page shows no answer. */
  readonly answer: { readonly format: 'json' | 'text'; readonly text: string } | null;
}

const faultSchema = z.enum(['kill', 'start']);

/**
 * The commands of a page (its `sh` blocks) in their order. A `json` or `text` block right after one is
 * its answer; a comment `<!-- fault: kill NODE -->` stages something before the next one.
 */
export function runbookSteps(page: string): readonly RunbookStep[] {
  const steps: RunbookStep[] = [];
  let heading = '';
  let faults: StagedFault[] = [];
  let isAnswerNext = false;
  const part = /^#+ (.+)$|^<!-- fault: (\w+) (\S+) -->$|^```(\w+)\n([\s\S]*?)^```$|^\S.*$/gm;
  for (const [, title, action, node, format, text = ''] of page.matchAll(part)) {
    const last = steps.at(-1);
    if (title !== undefined) heading = title;
    if (node !== undefined) faults.push({ action: faultSchema.parse(action), node });
    if (format === 'sh') {
      steps.push({ heading, faults, commands: text, answer: null });
      faults = [];
    } else if ((format === 'json' || format === 'text') && isAnswerNext && last !== undefined) {
      steps[steps.length - 1] = { ...last, answer: { format, text } };
    }
    isAnswerNext = format === 'sh';
  }
  return steps;
}

/**
 * What differs between what a page shows and what came: everything counts but numbers, times and
 * addresses, and how many numbers a list has. Undefined if nothing does.
 */
export function differenceFrom(shown: RunbookStep['answer'], actual: string): string | undefined {
  if (shown === null) return undefined;
  const same =
    shown.format === 'json' ? alikeJson(shown.text, actual) : alikeText(shown.text, actual);
  return same ? undefined : `the page shows\n${shown.text}\nand this came\n${actual}`;
}

function alikeJson(shown: string, actual: string): boolean {
  return JSON.stringify(masked(JSON.parse(shown))) === JSON.stringify(masked(JSON.parse(actual)));
}

function alikeText(shown: string, actual: string): boolean {
  return withoutFigures(shown) === withoutFigures(actual);
}

/** The text with another number in place of those at the ends of its lines. */
function withoutFigures(text: string): string {
  return text.trim().replaceAll(/ [\d.e+-]+$/gm, ' 0');
}

function masked(value: unknown): unknown {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return maskedText(value);
  if (Array.isArray(value)) {
    const members = value.map(masked);
    return members.every((member) => member === 0) ? members.slice(0, 1) : members;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, masked(member)] as const);
  return Object.fromEntries(members.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function maskedText(text: string): string {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return 'a time';
  return /^https?:\/\//.test(text) ? 'an address' : text;
}
