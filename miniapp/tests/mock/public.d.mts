import type { Disclosure } from '@/areas/transparency/api'

export const FEES: Disclosure
export const ACCOUNTS: Disclosure
