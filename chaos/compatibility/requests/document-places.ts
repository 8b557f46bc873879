import {
  type ClientRequest,
  get,
  json,
  payload,
  post,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';

const path = '/indexes/places/documents';
const settings = '/indexes/places/settings';
const listed = get(path, { fields: 'id' });

/** A bad place between good documents, which live on other shards. */
function withPlace(geo: string, method = 'POST'): ClientRequest {
  return json(
    method,
    path,
    `[{"id":"before"},{"id":"here","_geo":${geo}},{"id":"after"},{"id":"last"}]`,
  );
}

/** A place that cannot be indexed fails its whole payload, on whatever shards the documents are. */
export const documentPlaces: RequestTheme = {
  name: 'documents with places',
  requests: [
    post(path, [{ id: 1, _geo: 'anything, as long as places are not indexed' }]),
    put(`${settings}/filterable-attributes`, ['*', { attributePatterns: ['_geo'] }, '_geo.lat']),
    post(path, [{ id: 2, _geo: 'still anything' }]),
    remove(path),
    put(`${settings}/sortable-attributes`, ['_geo']),
    withPlace('"nowhere"'),
    withPlace('[1.50, 2]', 'PUT'),
    withPlace('{}'),
    withPlace('{"lat":1}', 'PUT'),
    withPlace('{"lng":null,"extra":1}'),
    withPlace('{"lat":1,"a":1.50,"b":"é","lng":"x","c":{}}'),
    withPlace('{"lat":"x","lng":[ 2 ]}'),
    withPlace('{"lat":1,"lng":"inf"}'),
    withPlace('{"lat":1,"lng":2e400}'),
    post(path, [{ id: 3 }, { id: 4, _geo: 'first' }, { id: 5, _geo: 'second' }]),
    post(path, [
      { id: 3, _geo: 'first' },
      { id: 4, _geo: 'second' },
      { id: 3, _geo: 'third' },
    ]),
    put(path, [{ id: 3 }, { id: 4, _geo: 'second' }, { id: 3, _geo: 'third' }, { id: 5 }]),
    put(path, [{ id: 3, _geo: 'kept' }, { id: 4 }, { id: 3, title: 'merged' }]),
    post(path, [{ id: 3 }, { id: 4, _geo: 'nowhere' }, { id: 'bad id' }]),
    json('POST', path, '[{"id":3,"n":1e400},{"id":4,"_geo":"nowhere"},{"id":5}]'),
    json('POST', path, '[{"id":3,"n":1e400},{"id":"bad id"},{"id":5}]'),
    payload('POST', path, 'text/csv', 'id,_geo\n3,\n4,nowhere\n5,\n'),
    listed,
    post(path, [{ id: 3, _geo: 'replaced' }, { id: 4 }, { id: 3, _geo: null }]),
    put(path, [
      { id: 4, _geo: 'replaced' },
      { id: 4, _geo: { lat: '1.5', lng: 1000 } },
    ]),
    put(path, [{ id: 4, _geo: { lat: 2 } }, { id: 5 }]),
    listed,
    get(`${path}/4`),
    put(`${settings}/sortable-attributes`, []),
    put(`${settings}/filterable-attributes`, ['_geo']),
    withPlace('"nowhere"'),
    put(`${settings}/filterable-attributes`, []),
    withPlace('"nowhere"'),
    listed,
    remove('/indexes/places'),
  ],
};
