import { createApp } from 'vue'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import './theme.css'
import App from './App.vue'
import { router } from './router'

createApp(App).use(createPinia()).use(PiniaColada).use(router).mount('#app')
