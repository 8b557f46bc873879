import type { NodeId } from '../cluster/topology.ts';

/**
 * The sortable attributes that nodes do not know: a node knows an attribute once one of its documents
 * has had it, and refuses to sort by any other.
 */
export class UnseenAttributes {
  readonly #refusals = new Map<NodeId, Map<string, string>>();

  of(node: NodeId): ReadonlySet<string> {
    return new Set(this.#refusals.get(node)?.keys());
  }

  /** Takes in what a node refused; answers whether it told of an attribute that was not yet noted. */
  note(node: NodeId, refusal: string): boolean {
    const attribute = unseenAttribute(refusal);
    const known = this.#refusals.get(node) ?? new Map<string, string>();
    if (attribute === undefined || known.has(attribute)) return false;
    this.#refusals.set(node, known.set(attribute, refusal));
    return true;
  }

  /** How one node with the documents of all `nodes` would refuse to sort by `attributes`, if at all. */
  refusalOf(nodes: readonly NodeId[], attributes: readonly string[]): string | undefined {
    const unseen = attributes.find((attribute) =>
      nodes.every((node) => this.#refusals.get(node)?.has(attribute)),
    );
    const [node] = nodes;
    if (unseen === undefined || node === undefined) return undefined;
    return this.#refusals.get(node)?.get(unseen);
  }
}

/** Undefined if the refusal has another reason, such as that the attribute is not sortable at all. */
function unseenAttribute(refusal: string): string | undefined {
  const message = messageOf(refusal);
  const [, attribute, list] = notSortable.exec(message) ?? [];
  if (attribute === undefined || list === undefined) return undefined;
  const isSortable = list
    .split(', ')
    .some((name) => attribute === name || attribute.startsWith(`${name}.`));
  return isSortable ? attribute : undefined;
}

const notSortable =
  /^Attribute `(.*)` is not sortable\. Available sortable attributes are: `(.*)`\.$/s;

function messageOf(refusal: string): string {
  try {
    const { message }: { message?: unknown } = Object(JSON.parse(refusal));
    return String(message);
  } catch {
    return '';
  }
}
