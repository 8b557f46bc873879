import type { Route, RouteMaker } from '../protocol/route-table.ts';
import { getSetting, getSettings } from './read-settings.ts';
import { settingRoutes } from './sub-routes.ts';
import { resetSetting, resetSettings, updateSetting, updateSettings } from './write-settings.ts';

/** The routes of all settings, each built by `route`. */
export function settingsRoutes(route: RouteMaker): readonly Route[] {
  const template = '/indexes/{uid}/settings';
  return [
    route('GET', template, getSettings),
    route('PATCH', template, updateSettings),
    route('DELETE', template, resetSettings),
    ...settingRoutes.flatMap(({ path, name, verb }) => [
      route('GET', `${template}/${path}`, getSetting(name)),
      route(verb, `${template}/${path}`, updateSetting(name)),
      route('DELETE', `${template}/${path}`, resetSetting(name)),
    ]),
  ];
}
