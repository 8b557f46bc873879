import type { HttpRequest, HttpResponse } from '../../engine/ports/http.ts';

const body = JSON.stringify({
  message: 'A dump is being imported. Nothing else is done until that has ended.',
  code: 'miroir_importing',
  type: 'system',
  link: 'https://github.com/miroir-search/miroir/blob/main/docs/errors.md#miroir_importing',
});

const refusal: HttpResponse = {
  status: 503,
  headers: { 'content-type': 'application/json', 'retry-after': '5' },
  body,
};

/** What is answered while a dump is imported; undefined: the engine answers, for that the process lives. */
export function answerWhileImporting({ path }: HttpRequest): HttpResponse | undefined {
  return /^\/+health\/*$/.test(path) ? undefined : refusal;
}
