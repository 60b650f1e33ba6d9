/** The icons in use, by what they mean. A name that is not here does not reach the bundle. */
export {
  Bell,
  Close,
  Cpu,
  Document,
  House,
  List,
  Plus,
  Printer,
  Tickets,
  User,
} from '@element-plus/icons-vue'
