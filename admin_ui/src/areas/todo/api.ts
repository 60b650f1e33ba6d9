import type { TodoGroup } from '@/api/contract'
import { http } from '@/core/http'

export const readTodo = () => http.get<{ groups: TodoGroup[] }>('/staff/todo')
