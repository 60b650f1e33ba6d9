/**
 * Dangers that need a call before a form. These words and numbers are on the phone from the start: the call screen
 * works without network and without the server. The server's own list replaces them when it is there.
 */
import type { Catalogue, Emergency, EmergencyKey, PhoneCall, PublicCompound } from '@/core/types'

export const BUILT_IN: Emergency[] = [
  {
    key: 'gas',
    name: '燃气泄漏',
    advice: ['开窗通风，关掉燃气阀门。', '别开灯，别打火，别在屋里打电话。', '到屋外再打电话。'],
    calls: [
      { name: '燃气抢修', phone: '96777' },
      { name: '火警', phone: '119' },
    ],
    keywords: [
      '漏气',
      '燃气泄漏',
      '煤气泄漏',
      '天然气泄漏',
      '燃气味',
      '煤气味',
      '天然气味',
      '闻到燃气',
      '闻到煤气',
    ],
  },
  {
    key: 'entrapment',
    name: '电梯困人',
    advice: ['按轿厢里的报警按钮。', '不要扒门，不要往外爬，等人来救。'],
    calls: [
      { name: '消防救援', phone: '119' },
      { name: '急救', phone: '120' },
    ],
    keywords: ['困在电梯', '电梯困人', '关在电梯', '电梯里出不来', '被困电梯', '电梯被困', '困电梯'],
  },
  {
    key: 'fire',
    name: '着火',
    advice: [
      '先离开，走楼梯，不坐电梯。',
      '到安全的地方打 119。',
      '楼道烟大就退回屋里，关紧门，到窗口呼救。',
    ],
    calls: [
      { name: '火警', phone: '119' },
      { name: '急救', phone: '120' },
    ],
    keywords: ['着火', '起火', '失火', '冒烟', '火灾'],
  },
  {
    key: 'power',
    name: '触电漏电',
    advice: ['不要碰人和电线。', '能安全拉闸就先拉总闸。', '有人触电马上打 120。'],
    calls: [
      { name: '急救', phone: '120' },
      { name: '供电抢修', phone: '95598' },
    ],
    keywords: ['触电', '漏电', '电线掉', '电线断', '电线裸露', '电火花', '冒火花'],
  },
  {
    key: 'burst_pipe',
    name: '爆管跑水',
    advice: ['能关总阀先关总阀。', '水快流到插座，先拉电闸，别踩在水里碰电。', '暖气水烫，人先躲开。'],
    calls: [
      { name: '自来水抢修', phone: '96116' },
      { name: '供热抢修', phone: '96069' },
    ],
    keywords: ['爆管', '水管爆', '水管炸', '跑水', '暖气爆', '管道爆裂', '水管喷'],
  },
]

/** Which of the district's numbers belong to a danger, by the words that say what they are for. */
const LOCAL: Partial<Record<EmergencyKey, RegExp>> = {
  gas: /燃气/,
  power: /电力|停电/,
  burst_pipe: /水管|供暖|供热/,
}

/** The five dangers with advice and numbers: the server's where it has them, the built-in ones else. */
export function emergencies(catalogue: Catalogue | null): Emergency[] {
  return BUILT_IN.map((own) => {
    const sent = catalogue?.emergencies.find((one) => one.key === own.key)
    if (!sent) return own
    return { ...own, ...sent, keywords: [...new Set([...own.keywords, ...(sent.keywords ?? [])])] }
  })
}

/**
 * The danger that these words speak of, or null. A needless call screen costs one tap, a missing one may cost a life:
 * so negations ("没有漏气") are not looked at.
 */
export function dangerIn(text: string, catalogue: Catalogue | null): EmergencyKey | null {
  const found = emergencies(catalogue).find((one) =>
    one.keywords.some((word) => word !== '' && text.includes(word)),
  )
  return found?.key ?? null
}

/** Numbers to call for one danger: its own, the property company on duty, then the district's operators. */
export function callsFor(emergency: Emergency, compound: PublicCompound | null): PhoneCall[] {
  const provider = compound?.provider?.phone
    ? [{ name: `本小区物业：${compound.provider.name}`, phone: compound.provider.phone }]
    : []
  const purpose = LOCAL[emergency.key]
  const local = (compound?.emergency ?? [])
    .filter((call) => purpose?.test(call.for))
    .map((call) => ({ name: `${call.name}（${call.for}）`, phone: call.phone }))
  const seen = new Set<string>()
  // The server names some lines by their place in the compound ("本小区物业") and leaves the number out.
  return [...emergency.calls, ...provider, ...local].filter(
    (call) => call.phone && !seen.has(call.phone) && seen.add(call.phone),
  )
}
