type Ask = (line: string, body?: string) => Promise<string>;

/** Takes away one of the keys that a server begins with, changes another, and makes some of its own. */
export async function changeKeys(ask: Ask): Promise<void> {
  const { results } = JSON.parse(await ask('GET /keys'));
  await ask(`DELETE /keys/${results[0].uid}`);
  await ask(`PATCH /keys/${results[1].uid}`, '{"name":null,"description":"ä \\" changed"}');
  const made = [
    { actions: ['search', 'documents.*'], indexes: ['many', 'num*'], expiresAt: null },
    { name: 'a name', actions: ['*'], indexes: ['*'], expiresAt: '2999-01-02T03:04:05Z' },
    { description: 'nothing', actions: [], indexes: [], expiresAt: '2999-01-02' },
  ];
  for (const key of made) await ask('POST /keys', JSON.stringify(key));
}

/** What is told of every key, but its value: that follows from the master key. */
export async function keyList(ask: Ask): Promise<string> {
  const list = await ask('GET /keys?limit=100');
  return list.replaceAll(/,"key":"[^"]*"/g, '');
}
