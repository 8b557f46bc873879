import type { EngineContext } from '../context.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import type { Handler } from '../protocol/route-table.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { textWithinFeatures, withFeatureSettings } from './feature-settings.ts';
import { readMembers } from './members.ts';
import { settingOf } from './setting-names.ts';

/** `GET /indexes/{uid}/settings` */
export async function getSettings(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const { features } = context;
  return { status: 200, body: textWithinFeatures(features, visibleSettings(context, request)) };
}

/** `GET /indexes/{uid}/settings/…` for the setting `name`. */
export function getSetting(name: string): Handler {
  return async (context, request) => {
    // Its own route shows a setting whether its feature is on or off.
    const settings = withFeatureSettings(readMembers(visibleSettings(context, request)));
    return { status: 200, body: settingOf(settings, name) };
  };
}

function visibleSettings(context: EngineContext, request: RoutedRequest): string {
  return context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? '')).settings;
}
