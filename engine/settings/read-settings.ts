import type { EngineContext } from '../context.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import type { Handler } from '../protocol/route-table.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { readMembers } from './members.ts';
import { settingOf } from './setting-names.ts';

/** `GET /indexes/{uid}/settings` */
export async function getSettings(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  return { status: 200, body: visibleSettings(context, request) };
}

/** `GET /indexes/{uid}/settings/…` for the setting `name`. */
export function getSetting(name: string): Handler {
  return async (context, request) => {
    const settings = readMembers(visibleSettings(context, request));
    return { status: 200, body: withoutFeature.get(name) ?? settingOf(settings, name) };
  };
}

function visibleSettings(context: EngineContext, request: RoutedRequest): string {
  return context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? '')).settings;
}

/** What Meilisearch answers for settings whose feature is off; `GET /settings` leaves them out. */
const withoutFeature: ReadonlyMap<string, string> = new Map([
  ['vectorStore', 'null'],
  [
    'chat',
    JSON.stringify({
      description: '',
      documentTemplate:
        '{% for field in fields %}{% if field.is_searchable and field.value != nil %}{{ field.name }}: {{ field.value }}\n{% endif %}{% endfor %}',
      documentTemplateMaxBytes: 400,
      searchParameters: {},
    }),
  ],
]);
