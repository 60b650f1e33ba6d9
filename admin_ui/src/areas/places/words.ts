/** Where the labels of a compound are put up. */
export const LABELS = [
  { value: 'gate', label: '大门' },
  { value: 'door', label: '单元门' },
  { value: 'lift', label: '电梯' },
  { value: 'bin', label: '垃圾桶站' },
] as const
