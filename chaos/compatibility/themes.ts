import type { RequestTheme } from './client-request.ts';
import { generatedThemes } from './generated/generated-themes.ts';
import { allThemes } from './requests/all-themes.ts';
import { refused } from './requests/refused.ts';

/** Every request of the differential test, in the order in which they are sent. */
export const themes: readonly RequestTheme[] = [...allThemes, ...generatedThemes(), refused];
