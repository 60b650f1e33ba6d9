/** Ways between pages, by name. Pages are listed in pages.json. */

export const PAGES = {
  home: '/areas/home/pages/home',
  emergency: '/areas/home/pages/emergency',
  settings: '/areas/home/pages/settings',
  what: '/areas/report/pages/what',
  where: '/areas/report/pages/where',
  check: '/areas/report/pages/check',
  done: '/areas/report/pages/done',
  tickets: '/areas/tickets/pages/list',
  ticket: '/areas/tickets/pages/detail',
  callbacks: '/areas/callbacks/pages/list',
  inbox: '/areas/inbox/pages/inbox',
  signIn: '/areas/identity/pages/sign-in',
  homes: '/areas/identity/pages/homes',
  bind: '/areas/identity/pages/bind',
  delegates: '/areas/identity/pages/delegates',
  invite: '/areas/identity/pages/invite',
  jobs: '/areas/staff/pages/jobs',
  job: '/areas/staff/pages/job',
  step: '/areas/staff/pages/step',
  assign: '/areas/staff/pages/assign',
  shifts: '/areas/staff/pages/shifts',
  compound: '/areas/transparency/pages/compound',
  fees: '/areas/transparency/pages/fees',
  standards: '/areas/transparency/pages/standards',
  accounts: '/areas/transparency/pages/accounts',
  disclosures: '/areas/transparency/pages/all',
  disclosure: '/areas/transparency/pages/version',
  question: '/areas/transparency/pages/ask',
  questions: '/areas/transparency/pages/asked',
  records: '/areas/transparency/pages/records',
  services: '/areas/transparency/pages/services',
  polls: '/areas/voting/pages/polls',
  promised: '/areas/party/pages/promised',
  consultations: '/areas/consultations/pages/list',
  consultation: '/areas/consultations/pages/one',
  council: '/areas/council/pages/topics',
  propose: '/areas/council/pages/propose',
  committees: '/areas/council/pages/committees',
  assemblies: '/areas/council/pages/assemblies',
} as const

export type PageName = keyof typeof PAGES
type Params = Record<string, string | undefined>

export function addressOf(page: PageName, params: Params = {}): string {
  const pairs = Object.entries(params).filter(([, value]) => value !== undefined)
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`).join('&')
  return PAGES[page] + (text ? `?${text}` : '')
}

export function goTo(page: PageName, params?: Params): void {
  uni.navigateTo({ url: addressOf(page, params) })
}

/** Take the place of the present page: "back" does not return to it. */
export function replaceBy(page: PageName, params?: Params): void {
  uni.redirectTo({ url: addressOf(page, params) })
}

/** Start again from this page: there is no way back. */
export function restartAt(page: PageName, params?: Params): void {
  uni.reLaunch({ url: addressOf(page, params) })
}

/** One page back, or home when this page was opened directly. */
export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack({})
  else restartAt('home')
}

/** Ring a phone. */
export function call(phone: string): void {
  uni.makePhoneCall({ phoneNumber: phone, fail: () => undefined })
}

/** A short word at the bottom of the screen. */
export function say(text: string): void {
  uni.showToast({ title: text, icon: 'none', duration: 2500 })
}
