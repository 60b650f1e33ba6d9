import { sameRule, type DraftRule } from './rules'

export interface Merged {
  rules: DraftRule[]
  /** Names of the rules that both sides changed; there my wording stays and a person has to look. */
  clashes: string[]
}

const byId = (rules: readonly DraftRule[]) => new Map(rules.map((rule) => [rule.id, rule]))

/**
 * My edits on top of what somebody else saved meanwhile. `base` is what both began from.
 *
 * A rule that only one side changed is taken from that side; the order is mine if I changed it, else theirs.
 */
export function merge(
  base: readonly DraftRule[],
  mine: readonly DraftRule[],
  theirs: readonly DraftRule[],
): Merged {
  const [was, ours, new_] = [byId(base), byId(mine), byId(theirs)]
  const clashes: string[] = []
  const merged = new Map<string, DraftRule>()
  for (const id of new Set([...ours.keys(), ...new_.keys()])) {
    const chosen = choose(was.get(id), ours.get(id), new_.get(id), clashes)
    if (chosen) merged.set(id, chosen)
  }
  const common = (rules: ReadonlyMap<string, DraftRule>) =>
    [...rules.keys()].filter((id) => was.has(id) && ours.has(id) && new_.has(id)).join(' ')
  const reordered = common(ours) !== common(was)
  const order = reordered
    ? weave([...ours.keys()], [...new_.keys()])
    : weave([...new_.keys()], [...ours.keys()])
  return { rules: order.flatMap((id) => merged.get(id) ?? []), clashes }
}

function choose(
  was: DraftRule | undefined,
  ours: DraftRule | undefined,
  theirs: DraftRule | undefined,
  clashes: string[],
): DraftRule | undefined {
  if (sameRule(ours, theirs) || sameRule(theirs, was)) return ours
  if (sameRule(ours, was)) return theirs
  clashes.push((ours ?? theirs)!.name)
  return ours ?? theirs
}

/** The order of `first`, with what only `second` has put in after what it follows there. */
function weave(first: string[], second: string[]): string[] {
  const order = [...first]
  let before: string | undefined
  for (const id of second) {
    if (!order.includes(id)) order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id)
    before = id
  }
  return order
}

/** What somebody else did between two stored states, in words: 修改“…”、删除“…”. */
export function differences(before: readonly DraftRule[], after: readonly DraftRule[]): string[] {
  const [was, is] = [byId(before), byId(after)]
  const found = after.flatMap((rule) => {
    const old = was.get(rule.id)
    if (!old) return [`新增“${rule.name}”`]
    return sameRule(old, rule) ? [] : [`修改“${rule.name}”`]
  })
  found.push(...before.filter((rule) => !is.has(rule.id)).map((rule) => `删除“${rule.name}”`))
  const order = (rules: readonly DraftRule[]) =>
    rules.filter((rule) => was.has(rule.id) && is.has(rule.id)).map((rule) => rule.id)
  if (order(before).join(' ') !== order(after).join(' ')) found.push('调整了顺序')
  return found
}
