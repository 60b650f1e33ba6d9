import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['community', 'secretary', 'street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/committees',
    name: 'CommitteesPage',
    component: () => import('./pages/CommitteesPage.vue'),
    meta: {
      roles: readers,
      nav: { label: '业委会和物管会', icon: 'UserFilled', group: 'together', order: 50 },
    },
  },
  {
    path: '/committees/:id',
    component: () => import('./pages/CommitteePage.vue'),
    props: true,
    meta: { roles: readers },
  },
  {
    path: '/assemblies/:id',
    component: () => import('./pages/AssemblyPage.vue'),
    props: true,
    meta: { roles: readers },
  },
  {
    path: '/barred',
    name: 'BarredPage',
    component: () => import('./pages/BarredPage.vue'),
    meta: { roles: ['street'] },
  },
  {
    path: '/barred/:id',
    component: () => import('./pages/BarredEntryPage.vue'),
    props: true,
    meta: { roles: ['street'] },
  },
]
