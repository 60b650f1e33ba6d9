import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['community', 'secretary', 'street', 'district']
const writers: readonly Role[] = ['community', 'secretary']

export const routes: AreaRoutes = [
  {
    path: '/council',
    name: 'TopicsPage',
    component: () => import('./pages/TopicsPage.vue'),
    meta: {
      roles: readers,
      keep: true,
      nav: { label: '议事厅', icon: 'ChatDotRound', group: 'together', order: 20 },
    },
  },
  {
    path: '/council/suggestions',
    component: () => import('./pages/SuggestionsPage.vue'),
    meta: { roles: readers },
  },
  {
    path: '/council/meetings',
    component: () => import('./pages/MeetingsPage.vue'),
    meta: { roles: readers },
  },
  {
    path: '/council/meetings/new',
    component: () => import('./pages/MeetingFormPage.vue'),
    meta: { roles: writers },
  },
  {
    path: '/council/meetings/:id/edit',
    component: () => import('./pages/MeetingFormPage.vue'),
    props: true,
    meta: { roles: writers },
  },
  {
    path: '/council/meetings/:id',
    component: () => import('./pages/MeetingPage.vue'),
    props: true,
    meta: { roles: readers },
  },
  {
    path: '/council/:id',
    component: () => import('./pages/TopicPage.vue'),
    props: true,
    meta: { roles: readers },
  },
]
