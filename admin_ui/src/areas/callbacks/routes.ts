import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['manager', 'community', 'secretary', 'street', 'district']
const callers: readonly Role[] = ['community', 'street', 'district']
const askers: readonly Role[] = ['manager', 'community', 'street']

export const routes: AreaRoutes = [
  {
    path: '/callbacks',
    component: () => import('./pages/CallbackDeskPage.vue'),
    meta: { roles: callers, nav: { label: '回访台', icon: 'Headset', group: 'answering', order: 30 } },
  },
  {
    path: '/rates',
    component: () => import('./pages/RatesPage.vue'),
    meta: { roles: readers, nav: { label: '三率', icon: 'DataLine', group: 'answering', order: 50 } },
  },
  { path: '/rates/rows', component: () => import('./pages/RateRowsPage.vue'), meta: { roles: readers } },
  {
    path: '/rates/exclusions',
    component: () => import('./pages/ExclusionsPage.vue'),
    meta: { roles: askers },
  },
]
