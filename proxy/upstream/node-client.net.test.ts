import { createServer, type ServerResponse } from 'node:http';
import {
  describeNodeClient,
  type WithNodeClient,
} from '../../engine/testing/node-client-contract.ts';
import { listen } from '../http/listen.ts';
import { UpstreamClient } from './upstream-client.ts';

/** Over a real socket, to a server that answers what the suite asks for. */
const within: WithNodeClient = async (act) => {
  const state = { isSilent: false };
  const arrived = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      arrived.resolve();
      if (!state.isSilent) answer(request.url ?? '', body, response);
    });
  });
  const port = await listen(server, 0, '127.0.0.1');
  const client = new UpstreamClient({
    nodes: [],
    nodeKey: 'node-key',
    connectionsMax: 4,
    idleTimeoutMs: 60_000,
    connectTimeoutMs: 1000,
  });
  client.know([{ id: 'a', address: `http://127.0.0.1:${port}` }]);
  const goDown = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    return await act({
      client,
      fallSilent: () => {
        state.isSilent = true;
      },
      requestSent: () => arrived.promise,
      goDown,
    });
  } finally {
    await client.close();
    await goDown();
  }
};

function answer(path: string, body: string, response: ServerResponse): void {
  if (path === '/health') response.end('{"status":"available"}');
  else if (path === '/indexes') {
    const { uid } = JSON.parse(body);
    response.writeHead(202).end(JSON.stringify({ taskUid: 0, indexUid: uid }));
  } else response.writeHead(404).end();
}

describeNodeClient('the client of real nodes', within);
