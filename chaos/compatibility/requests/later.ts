import { except, get, patch, post, put, remove, type RequestTheme } from '../client-request.ts';

const documents = '/indexes/last/documents';

/**
 * Requests that only one of the servers carries out. They come last, because the indexes and the
 * numbers of tasks are no longer the same from here on.
 */
export const later: RequestTheme = {
  name: 'what Miroir refuses',
  requests: [
    post(documents, [{ id: 1, title: 'one' }]),
    except('not-yet', get('/keys')),
    except('not-yet', post('/keys', {})),
    except('not-yet', get('/batches')),
    except('not-yet', get('/batches/0')),
    except('not-yet', get('/experimental-features')),
    except('not-yet', patch('/experimental-features', {})),
    except('not-yet', get('/network')),
    except('not-yet', get('/webhooks')),
    except('not-yet', get('/metrics')),
    except('not-yet', get('/tasks/0/documents')),
    except('not-yet', get('/indexes/last/similar', { id: '1', embedder: 'none' })),
    except('not-yet', get(documents, { sort: 'title:asc' })),
    except('not-yet', post('/indexes/last/facet-search', { facetName: 'title' })),
    except('not-yet', post('/multi-search', { queries: [{ indexUid: 'last' }] })),
    except('not-yet', post(`${documents}/edit`, { function: 'doc.a = 1' })),
    except('not-yet', patch('/indexes/last', { uid: 'renamed' })),
    except('not-yet', post('/swap-indexes', [])),
    except('not-yet', post('/tasks/cancel?uids=0', {})),
    except('not-yet', remove('/tasks?uids=0')),
    except('not-yet', post('/dumps', {})),
    except('reserved-field', post(documents, [{ id: 1, _miroir_shard: 'mine' }])),
    except('reserved-field', put(documents, [{ id: 1, _miroir_seq: 1 }])),
    except('reserved-field', put('/indexes/last/settings/sortable-attributes', ['_miroir_seq'])),
  ],
};
