import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['manager', 'community', 'secretary', 'street', 'district']
const overseers: readonly Role[] = ['community', 'secretary', 'street', 'district']
const writers: readonly Role[] = ['community', 'secretary']

export const routes: AreaRoutes = [
  {
    path: '/party',
    name: 'AgreementsPage',
    component: () => import('./pages/AgreementsPage.vue'),
    meta: {
      roles: readers,
      keep: true,
      nav: { label: '党建联建', icon: 'Connection', group: 'together', order: 10 },
    },
  },
  {
    path: '/party/commitments',
    name: 'CommitmentsPage',
    component: () => import('./pages/CommitmentsPage.vue'),
    meta: { roles: readers, keep: true },
  },
  {
    path: '/party/commitments/:id',
    component: () => import('./pages/CommitmentPage.vue'),
    props: true,
    meta: { roles: readers },
  },
  { path: '/party/posts', component: () => import('./pages/CrossPostsPage.vue'), meta: { roles: readers } },
  {
    path: '/party/coverage',
    component: () => import('./pages/CoveragePage.vue'),
    meta: { roles: overseers },
  },
  { path: '/party/new', component: () => import('./pages/AgreementFormPage.vue'), meta: { roles: writers } },
  {
    path: '/party/:id',
    component: () => import('./pages/AgreementPage.vue'),
    props: true,
    meta: { roles: readers },
  },
  {
    path: '/party/:id/edit',
    component: () => import('./pages/AgreementFormPage.vue'),
    props: true,
    meta: { roles: writers },
  },
]
