export { inquiry } from './inquiry.ts';
export { recover } from './recover.ts';
export { rollout } from './rollout.ts';
