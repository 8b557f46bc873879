/** The answer to `GET /health`: the process lives. `/_miroir/ready` tells whether it can serve. */
export const aliveAnswer = { status: 200, body: '{"status":"available"}' } as const;
