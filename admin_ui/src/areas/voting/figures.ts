import type { LedgerColumn } from '@/api/contract'

/** Areas of registers, in 0.01 ㎡. */
export const AREA = { kind: 'area_centi_m2', unit: '㎡', choices: [] } as unknown as LedgerColumn
