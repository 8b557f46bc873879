import { describe, expect, test } from 'vitest';
import { scrubErrorBody } from './scrub.ts';

const nope = 'Attribute `nope` is not';
const noneFilterable = 'This index does not have configured filterable attributes.';
const noneSortable = 'This index does not have configured sortable attributes.';
const noneSearchable = 'This index does not have configured facet-searchable attributes.';
const position = '\\n1:5 nope = 1';

// Recorded from Meilisearch v1.21 with and without the markers in its settings: the message of a
// node, and that of a single Meilisearch.
const recorded: readonly [string, string][] = [
  [
    `Index \`i\`: ${nope} filterable. Available filterable attribute patterns are: \`_miroir_shard\`.${position}`,
    `Index \`i\`: ${nope} filterable. ${noneFilterable}${position}`,
  ],
  [
    `${nope} filterable. Available filterable attribute patterns are: \`_geo\`, \`_miroir_shard\`, \`b\`, \`geo*\`.${position}`,
    `${nope} filterable. Available filterable attribute patterns are: \`_geo\`, \`b\`, \`geo*\`.${position}`,
  ],
  [
    `Inside \`.queries[0]\`: Index \`i\`: ${nope} sortable. Available sortable attributes are: \`Zed, _geo, _miroir_seq, y\`.`,
    `Inside \`.queries[0]\`: Index \`i\`: ${nope} sortable. Available sortable attributes are: \`Zed, _geo, y\`.`,
  ],
  [
    `Index \`i\`: ${nope} sortable. Available sortable attributes are: \`_miroir_seq\`.`,
    `Index \`i\`: ${nope} sortable. ${noneSortable}`,
  ],
  [
    `Invalid facet distribution: ${nope} filterable. Available filterable attributes patterns are: \`*, _miroir_shard\`.`,
    `Invalid facet distribution: ${nope} filterable. Available filterable attributes patterns are: \`*\`.`,
  ],
  [
    'Invalid facet distribution: Attributes `nope, t` are not filterable. Available filterable attributes patterns are: `_miroir_shard`.',
    `Invalid facet distribution: Attributes \`nope, t\` are not filterable. ${noneFilterable}`,
  ],
  [
    `Index \`i\`: ${nope} filterable and thus, cannot be used as distinct attribute. Available filterable attributes patterns are: \`_miroir_shard, <..hidden-attributes>\`.`,
    `Index \`i\`: ${nope} filterable and thus, cannot be used as distinct attribute. ${noneFilterable}`,
  ],
  [
    `${nope} facet-searchable. Available facet-searchable attributes patterns are: \`_miroir_shard, a, <..hidden-attributes>\`. To make it facet-searchable add it to the \`filterableAttributes\` index settings.`,
    `${nope} facet-searchable. Available facet-searchable attributes patterns are: \`a, <..hidden-attributes>\`. To make it facet-searchable add it to the \`filterableAttributes\` index settings.`,
  ],
  [
    `${nope} facet-searchable. Available facet-searchable attributes patterns are: \`_miroir_shard\`. To make it`,
    `${nope} facet-searchable. ${noneSearchable} To make it`,
  ],
];

// The same with `displayedAttributes` id, t, a and y: nodes display what hits are sorted by as well.
const recordedHidden: readonly [string, string][] = [
  [
    `Index \`i\`: ${nope} sortable. Available sortable attributes are: \`_miroir_seq, w, y, z\`.`,
    `Index \`i\`: ${nope} sortable. Available sortable attributes are: \`y, <..hidden-attributes>\`.`,
  ],
  [
    `Index \`i\`: ${nope} sortable. Available sortable attributes are: \`_miroir_seq, z\`.`,
    `Index \`i\`: ${nope} sortable. ${noneSortable}`,
  ],
  [
    `${nope} sortable. Available sortable attributes are: \`_miroir_seq, w, y, z\`.`,
    `${nope} sortable. Available sortable attributes are: \`w, y, z\`.`,
  ],
  [
    `Index \`i\`: ${nope} filterable. Available filterable attribute patterns are: \`_miroir_shard\`, \`a\`, \`b\`.`,
    `Index \`i\`: ${nope} filterable. Available filterable attribute patterns are: \`a\`, \`b\`.`,
  ],
  [
    `Index \`i\`: ${nope} filterable and thus, cannot be used as distinct attribute. Available filterable attributes patterns are: \`_miroir_shard, a, <..hidden-attributes>\`.`,
    `Index \`i\`: ${nope} filterable and thus, cannot be used as distinct attribute. Available filterable attributes patterns are: \`a, <..hidden-attributes>\`.`,
  ],
];

const bodyOf = (message: string) => `{"message":"${message}","code":"c","type":"invalid_request"}`;

describe('an error of a node', () => {
  test.each(recorded)('%s', (node, single) => {
    expect(scrubErrorBody(bodyOf(node))).toBe(bodyOf(single));
  });

  test.each(recordedHidden)('hides what the user does not display: %s', (node, single) => {
    const displayed = new Set(['id', 't', 'a', 'y']);
    expect(scrubErrorBody(bodyOf(node), displayed)).toBe(bodyOf(single));
  });

  test("counts rules from the user's own", () => {
    const said = (rule: number) =>
      bodyOf(
        `Note: this attribute matches rule #${rule} in filterableAttributes. Hint: enable it in rule #${rule} by adding it. Hint: prepend another rule matching it with facetSearch: true before rule #${rule}`,
      );
    expect(scrubErrorBody(said(5))).toBe(said(4));
    const quoted = bodyOf('Unknown field `in rule #5`');
    expect(scrubErrorBody(quoted)).toBe(quoted);
  });

  test('that names no attributes stays as it is', () => {
    const body = bodyOf('Index `_miroir_shard` not found.');
    expect(scrubErrorBody(body, new Set())).toBe(body);
  });

  test('that was scrubbed once stays as it is', () => {
    for (const [, single] of recorded) {
      expect(scrubErrorBody(bodyOf(single))).toBe(bodyOf(single));
    }
  });
});
