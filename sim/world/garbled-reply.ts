import { unreachable } from '../../engine/base/assert.ts';
import type { NodeReply } from '../../engine/ports/node-client.ts';
import type { ModelReply } from '../model/meilisearch.ts';
import type { Weather } from './weather.ts';

/** What a proxy gets when an answer is cut short on its way, or something between them answers instead. */
export function garble(reply: ModelReply, weather: Weather, label: string): NodeReply {
  const { status, body } = reply;
  const kind = weather.choose(label, ['cut short', 'not HTTP', 'half', 'a page'] as const);
  switch (kind) {
    case 'cut short':
      return { kind: 'failure', failure: 'reset', message: 'the connection ended in the answer' };
    case 'not HTTP':
      return { kind: 'failure', failure: 'garbage', message: 'the answer is not HTTP' };
    case 'half':
      return { kind: 'reply', status, body: body.slice(0, Math.floor(body.length / 2)) };
    case 'a page':
      return { kind: 'reply', status, body: '<html><body>Please log in</body></html>' };
    default:
      return unreachable(kind);
  }
}
