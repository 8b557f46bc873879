import { expect, test } from 'vitest';
import { differenceFrom, runbookSteps } from './runbook-steps.ts';

const page = `# Page

## First

\`\`\`text
not a command
\`\`\`

\`\`\`sh
one
two
\`\`\`

\`\`\`json
{ "n": 1 }
\`\`\`

## Second

<!-- fault: kill meili-1 -->

\`\`\`sh
three
\`\`\`

Words between them.

\`\`\`json
{ "no": "answer" }
\`\`\`
`;

test('commands come in their order, with headings, faults and answers', () => {
  expect(runbookSteps(page)).toEqual([
    {
      heading: 'First',
      faults: [],
      commands: 'one\ntwo\n',
      answer: { format: 'json', text: '{ "n": 1 }\n' },
    },
    {
      heading: 'Second',
      faults: [{ action: 'kill', node: 'meili-1' }],
      commands: 'three\n',
      answer: null,
    },
  ]);
});

test.each([
  ['numbers', '{"a":1,"b":[1,2]}', '{"b":[7],"a":12}'],
  ['times', '{"at":"2026-11-22T10:00:00Z"}', '{"at":"2027-01-01T00:00:00.5Z"}'],
  ['addresses', '["http://10.0.0.1:7700"]', '["http://127.0.0.1:9"]'],
])('%s may differ', (_, text, actual) => {
  expect(differenceFrom({ format: 'json', text }, actual)).toBeUndefined();
});

test.each([
  ['a word', '{"a":"x"}', '{"a":"y"}'],
  ['a member more', '{"a":1}', '{"a":1,"b":2}'],
  ['a null', '{"a":null}', '{"a":1}'],
  ['a list of other length', '["x"]', '["x","x"]'],
  ['an empty list', '[1]', '[]'],
])('%s may not', (_, text, actual) => {
  expect(differenceFrom({ format: 'json', text }, actual)).toContain('and this came');
});

test('text is compared but for the numbers at the ends of lines', () => {
  const shown = { format: 'text', text: 'a{x="1"} 5\nb 0.5\n' } as const;
  expect(differenceFrom(shown, 'a{x="1"} 17\nb 1.5e-7')).toBeUndefined();
  expect(differenceFrom(shown, 'a{x="2"} 17\nb 1')).toContain('the page shows');
});
