import { except, patch, post, put, type RequestTheme } from '../client-request.ts';

const documents = '/indexes/last/documents';

/**
 * Requests that only one of the servers carries out. They come last, because the indexes and the
 * numbers of tasks are no longer the same from here on.
 */
export const refused: RequestTheme = {
  name: 'what Miroir refuses',
  requests: [
    post(documents, [{ id: 1, title: 'one' }]),
    except('own-sharding', patch('/network', { self: 'own', sharding: true })),
    except('reserved-field', post(documents, [{ id: 1, _miroir_shard: 'mine' }])),
    except('reserved-field', put(documents, [{ id: 1, _miroir_seq: 1 }])),
    except('reserved-field', put('/indexes/last/settings/sortable-attributes', ['_miroir_seq'])),
  ],
};
