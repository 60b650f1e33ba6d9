import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/contract'
import { NAV_GROUPS, type NavGroup } from '@/core/routes'
import { routes as account } from '@/areas/account/routes'
import { routes as audit } from '@/areas/audit/routes'
import { routes as bindings } from '@/areas/bindings/routes'
import { routes as calendar } from '@/areas/calendar/routes'
import { routes as callbacks } from '@/areas/callbacks/routes'
import { routes as consultations } from '@/areas/consultations/routes'
import { routes as disclosures } from '@/areas/disclosures/routes'
import { routes as duty } from '@/areas/duty/routes'
import { routes as hotline } from '@/areas/hotline/routes'
import { routes as care } from '@/areas/care/routes'
import { routes as inbox } from '@/areas/inbox/routes'
import { routes as jobs } from '@/areas/jobs/routes'
import { routes as messages } from '@/areas/messages/routes'
import { routes as moderation } from '@/areas/moderation/routes'
import { routes as council } from '@/areas/council/routes'
import { routes as governance } from '@/areas/governance/routes'
import { routes as party } from '@/areas/party/routes'
import { routes as people } from '@/areas/people/routes'
import { routes as places } from '@/areas/places/routes'
import { routes as proactive } from '@/areas/proactive/routes'
import { routes as resources } from '@/areas/resources/routes'
import { routes as rulebook } from '@/areas/rulebook/routes'
import { routes as standards } from '@/areas/standards/routes'
import { routes as tickets } from '@/areas/tickets/routes'
import { routes as todo } from '@/areas/todo/routes'
import { routes as voting } from '@/areas/voting/routes'
import { routes as workdays } from '@/areas/workdays/routes'

import NotFound from './NotFound.vue'

const pages: RouteRecordRaw[] = [
  ...todo,
  ...calendar,
  ...tickets,
  ...duty,
  ...proactive,
  ...resources,
  ...voting,
  ...consultations,
  ...party,
  ...council,
  ...governance,
  ...care,
  ...standards,
  ...disclosures,
  ...callbacks,
  ...hotline,
  ...bindings,
  ...moderation,
  ...rulebook,
  ...places,
  ...people,
  ...workdays,
  ...audit,
  ...jobs,
  ...messages,
  ...inbox,
  ...account,
]

export const SIGN_IN = '/sign-in'

/** One entry of the side navigation. */
export interface NavEntry {
  path: string
  label: string
  icon: string
  group: NavGroup
}

/** One headed part of the side navigation. */
export interface NavPart {
  group: NavGroup
  title: string
  entries: NavEntry[]
}

/** Whether a page is made for a post of this role (null: no post in use). */
export function isFor(roles: readonly Role[] | undefined, role: Role | null): boolean {
  return !roles || (role !== null && roles.includes(role))
}

/** The side navigation of a role: its parts in their fixed order, none of them empty. */
export function navFor(role: Role | null): NavPart[] {
  const entries = pages
    .filter((page) => page.meta?.nav && isFor(page.meta.roles, role))
    .map((page) => ({ path: page.path, ...page.meta!.nav! }))
    .sort((a, b) => a.order - b.order)
  return Object.entries(NAV_GROUPS)
    .map(([group, title]) => ({
      group: group as NavGroup,
      title,
      entries: entries.filter((entry) => entry.group === group),
    }))
    .filter((part) => part.entries.length > 0)
}

/** Where a person of this role starts. */
export function homeOf(role: Role | null): string {
  return navFor(role)[0]?.entries[0]?.path ?? '/inbox'
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    ...pages,
    { path: '/', component: NotFound }, // App sends it on to the home of the post
    { path: '/:rest(.*)*', component: NotFound },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})
