import { readFileSync, writeFileSync } from 'node:fs';
import { readRouteShapes } from '../generated/shape.ts';
import { withTable } from './compatibility-page.ts';
import { treatments } from './treatments.ts';

const page = new URL('../../../docs/compatibility.md', import.meta.url);

writeFileSync(page, withTable(readFileSync(page, 'utf8'), readRouteShapes(), treatments));
