import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { bare: true } },
  { path: '/account/sessions', component: () => import('./pages/SessionsPage.vue') },
  { path: '/account/password', component: () => import('./pages/PasswordPage.vue') },
]
