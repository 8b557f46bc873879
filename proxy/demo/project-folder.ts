import { fileURLToPath } from 'node:url';

/** The folder of the project: where `package.json`, `node_modules` and `.miroir` are. */
export const projectFolder: string = fileURLToPath(new URL('../..', import.meta.url));
