import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['manager', 'community', 'secretary', 'street', 'district']
const meta = { roles: readers }

export const routes: AreaRoutes = [
  {
    path: '/disclosures',
    component: () => import('./pages/DutiesPage.vue'),
    meta: { roles: readers, nav: { label: '信息公示', icon: 'Document', group: 'service', order: 20 } },
  },
  { path: '/disclosures/approvals', component: () => import('./pages/ApprovalsPage.vue'), meta },
  { path: '/disclosures/overview', component: () => import('./pages/OverviewPage.vue'), meta },
  { path: '/disclosures/records', component: () => import('./pages/RecordsPage.vue'), meta },
  { path: '/disclosures/questions', component: () => import('./pages/QuestionsPage.vue'), meta },
  { path: '/disclosures/print', component: () => import('./pages/PrintPage.vue'), meta },
  {
    path: '/disclosures/versions/:id',
    component: () => import('./pages/VersionPage.vue'),
    props: true,
    meta,
  },
]
