import { markerNames, markers } from '../../protocol/markers.ts';
import type { ClientFunction } from './client-function.ts';

/** A script for nodes. */
export interface WrappedFunction {
  readonly script: string;
  /** What a node says of an error in it, with the places where the client finds them. */
  readonly inClientsPlaces: (message: string) => string;
}

/** What is put around a client's script. */
export interface Ending {
  /** On which documents the script is not to run. */
  readonly unless: string;
  /** What gives a document back. */
  readonly conclusion: string;
}

/** What a document's hidden members are after an edit; the others stay as they were. */
export interface EditVersion {
  readonly version: string;
  readonly updatedAt: string;
}

const [kept, out] = ['_miroir_kept', '_miroir_out'];
const hide = markerNames.map((name) => `doc.remove("${name}");`).join(' ');

/**
 * Puts a client's script into a block of its own, in which `doc` is the document without its hidden
 * members. Only what comes behind the block gives the document back: a script that does not come to its
 * end there leaves something that is no document, with which a node fails the edit as a whole.
 * Whatever else the script defines is gone with the block.
 */
export function wrapFunction(client: ClientFunction, ending: Ending): WrappedFunction {
  const begin = `const ${kept} = doc; let ${out} = 0; if ${ending.unless} {} else { doc = 0; { let doc = ${kept}; ${hide}\n`;
  const end = `\n; ${out} = doc; }\n${ending.conclusion} }\n`;
  const lines = client.body.split('\n').length;
  const isEvaluated = client.returnsEarly || (client.endsInValue && !client.hasClosures);
  const body = isEvaluated ? evaluated(client.body) : client.body;
  const main = `${begin}${body}${end}`;
  const mainLines = main.split('\n').length - 1;
  return {
    script: main + (client.functions ?? ''),
    inClientsPlaces: (message) => {
      const said = isEvaluated ? message.replaceAll(evaluation, '') : message;
      return said.replaceAll(place, (whole, line: string, position: string) => {
        const [at, column] = [Number(line), Number(position)];
        if (at > mainLines) return placeOf(at - mainLines, column);
        if (!isEvaluated) return at - 1 > lines ? whole : placeOf(at - 1, column);
        return placeOf(at, at === 1 ? column - 1 : column);
      });
    },
  };
}

const place = /\(line (\d+), position (\d+)\)/g;
const evaluation = /\nin call to function 'eval' \(line 2, position \d+\)/g;

function placeOf(line: number, position: number): string {
  return `(line ${line}, position ${position})`;
}

/**
 * A script of which a `return` ends nothing else. It begins with a character that is not taken for white
 * space, and has as many lines as the script, so that the lines behind it differ from those in it.
 */
function evaluated(body: string): string {
  const lines = body.split('\n').length - 1;
  return `eval(${rhaiString(`;${body}`)});${'\n'.repeat(lines)}`;
}

function rhaiString(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/**
 * Gives the document its hidden members back, with the version of the edit. A document that has it
 * already, or a later one, is left alone: it was copied from where the edit has been.
 */
export function concludeEdit({ version, updatedAt }: EditVersion): Ending {
  const stay = [markers.shard, markers.sequence].map((name) => `${name}: ${kept}.${name}`);
  const change = `${markers.version}: "${version}", ${markers.updatedAt}: "${updatedAt}"`;
  const held = `${kept}.${markers.version}`;
  return {
    unless: `type_of(${held}) == "string" && ${held} >= "${version}"`,
    conclusion: `doc = if type_of(${out}) == "map" { ${out} + #{${stay.join(', ')}, ${change}} } else { ${out} };`,
  };
}

/**
 * Gives the document back as it was, unless a node would refuse what the client's script made of it:
 * then that, so that the node says why.
 */
export function concludeTrial(primaryKey: string): Ending {
  const [before, after] = [idOf(kept, primaryKey), idOf(out, primaryKey)];
  const isFine = `type_of(${out}) == "()" || (type_of(${out}) == "map" && ${after} == ${before})`;
  return { unless: 'false', conclusion: `doc = if ${isFine} { ${kept} } else { ${out} };` };
}

/** The id as text: a member of this name, or else one within others. */
function idOf(document: string, primaryKey: string): string {
  const names = primaryKey.split('.').map((name) => `?[${rhaiString(name)}]`);
  return `\`\${${document}${names.join('')}}\``;
}
