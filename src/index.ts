/** The programmatic API, `coldstate/api`. */
export { audit, type Audit, type AuditOptions } from './audit/index.js';
