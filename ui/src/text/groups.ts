// Settings in the groups of the catalogue: each key once, in the first group that takes it.
import type { FieldView } from "../host/bindings";

type Group = { id: string; title: string; what: string; keys: readonly string[] };

const takes = (group: Group, path: string) => group.keys.some((key) => (/[._]$/.test(key) ? path.startsWith(key) : path === key));

/** Groups with at least one field that fits the search; a group itself fits with all its fields. */
export function grouped<G extends Group>(
  fields: readonly FieldView[],
  groups: readonly G[],
  search: string,
  names: Readonly<Record<string, string>>,
): { group: G; list: FieldView[] }[] {
  const low = search.trim().toLowerCase();
  const fits = (text: string) => text.toLowerCase().includes(low);
  const of = new Map<string, FieldView[]>(groups.map((group) => [group.id, []]));
  for (const field of fields) {
    const group = groups.find((one) => takes(one, field.path)) ?? groups.at(-1);
    if (!group) continue;
    const known = fits(`${group.title} ${names[field.path] ?? ""} ${field.path} ${field.meaning}`);
    if (low === "" || known) of.get(group.id)?.push(field);
  }
  return groups.map((group) => ({ group, list: of.get(group.id) ?? [] })).filter(({ list }) => list.length > 0);
}
