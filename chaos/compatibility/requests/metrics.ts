import {
  except,
  get,
  patch,
  plain,
  post,
  presenting,
  put,
  remove,
  type RequestTheme,
  withHeaders,
} from '../client-request.ts';

const path = '/metrics';
const read = get(path);
const narrow = '6d7a3c10-6b4e-4d4d-9d0b-3f5a0c8e1b11';
const wide = '6d7a3c10-6b4e-4d4d-9d0b-3f5a0c8e1b12';
const switched = (metrics: boolean) => patch('/experimental-features', { metrics });
const key = (uid: string, index: string) =>
  post('/keys', { uid, actions: ['metrics.get'], indexes: [index], expiresAt: null });

/** The measurements of Prometheus: what is told, and to whom. */
export const metrics: RequestTheme = {
  name: 'metrics',
  requests: [
    read,
    get(path, { unknown: '1' }),
    plain('HEAD', path),
    key(narrow, 'measured'),
    key(wide, '*'),
    presenting({ kind: 'key', keyUid: narrow }, read),
    switched(true),
    post('/indexes', { uid: 'measured', primaryKey: 'id' }),
    post('/indexes/measured/documents', [{ id: 1 }, { id: 2 }, { id: 3 }]),
    remove('/indexes/unmeasured'),
    except('measured', read),
    except('measured', get(path, { unknown: '1' })),
    except('measured', presenting({ kind: 'key', keyUid: wide }, read)),
    presenting({ kind: 'key', keyUid: narrow }, read),
    withHeaders(read, { authorization: null }),
    withHeaders(read, { authorization: 'Bearer wrong' }),
    post(path, {}),
    put(path, {}),
    remove(path),
    remove('/indexes/measured'),
    remove(`/keys/${narrow}`),
    remove(`/keys/${wide}`),
    switched(false),
    read,
  ],
};
