import type { AlikeIn, JoinCallerIn, LodgeIn } from '@/api/contract'

/** What a clerk takes down of somebody who calls or stands at the window. */
export interface Told {
  channel: 'phone' | 'window'
  compound: string
  building: string
  asset: string
  kind: string
  category: string
  description: string
  name: string
  phone: string
  hide_me: boolean
  media_ids: string[]
  read_back: boolean
}

export const nothingTold = (): Told => ({
  channel: 'phone',
  compound: '',
  building: '',
  asset: '',
  kind: 'repair',
  category: '',
  description: '',
  name: '',
  phone: '',
  hide_me: false,
  media_ids: [],
  read_back: false,
})

export const CHANNELS = [
  { value: 'phone', label: '来电' },
  { value: 'window', label: '来访（窗口）' },
]

const PHONE = /^(1\d{10}|0\d{9,11}|\d{7,8})$/
export const digits = (phone: string) => phone.replace(/[\s-]/g, '')

/** What is missing or wrong, by field. Empty: it can be read back. */
export function untold(told: Told): Record<string, string> {
  const checks: [string, boolean, string][] = [
    ['compound', !told.compound, '请选择小区'],
    ['description', !told.description.trim(), '请写下居民说的事'],
    ['name', !told.name.trim(), '请写居民怎么称呼，例如王奶奶'],
    ['phone', !!told.phone && !PHONE.test(digits(told.phone)), '请核对电话号码；没有电话可以不填'],
  ]
  return Object.fromEntries(checks.filter(([, wrong]) => wrong).map(([field, , words]) => [field, words]))
}

export function toLodge(told: Told): LodgeIn {
  return {
    compound_id: told.compound,
    channel: told.channel,
    kind: told.kind as LodgeIn['kind'],
    category: told.category || null,
    description: told.description.trim(),
    reporter_name: told.name.trim(),
    reporter_phone: digits(told.phone) || null,
    building_id: told.building || null,
    asset_id: told.asset || null,
    media_ids: told.media_ids,
    hide_me: told.hide_me,
    read_back: told.read_back,
  }
}

/** What of it is compared with what is open there; nothing before a place is known. */
export function toCompare(told: Told): AlikeIn | null {
  if (!told.compound) return null
  return {
    compound_id: told.compound,
    category: told.category || null,
    description: told.description.trim(),
    building_id: told.building || null,
    asset_id: told.asset || null,
  }
}

const LONGEST_NOTE = 300

/** Who calls, and what he says, about something that is open already. */
export function toJoin(told: Told): JoinCallerIn {
  return {
    channel: told.channel,
    reporter_name: told.name.trim(),
    reporter_phone: digits(told.phone) || null,
    note: told.description.trim().slice(0, LONGEST_NOTE),
  }
}

/** What is missing to join somebody, by field. */
export function cannotJoin(told: Told): Record<string, string> {
  const { name, phone } = untold(told)
  return { ...(name ? { name } : {}), ...(phone ? { phone } : {}) }
}

/** The names of what was chosen, for reading aloud. */
export interface Names {
  compound: string
  building: string
  asset: string
  kind: string
  category: string
}

/** What the clerk reads to the resident before it is stored. */
export function readAloud(told: Told, names: Names): string {
  // An asset's name often says its building already.
  const building = names.asset.startsWith(names.building) ? '' : names.building
  const place = [names.compound, building, names.asset].filter(Boolean).join(' ')
  const about = [names.kind, names.category].filter(Boolean).join('，')
  const phone = digits(told.phone)
  return (
    `${told.name.trim()}，您反映的是${place}的事：${told.description.trim()}。我们按“${about}”登记。` +
    (phone ? `有进展打 ${phone} 告诉您，` : '您没有留电话，可以凭编号来问，') +
    (told.hide_me ? '不向被反映的单位透露您的姓名。' : '') +
    '对吗？'
  )
}
