import type { Notice } from '../../domain/notice.ts';

/** A valid notice; a test states only what matters to it. */
export const aNotice = (more: Partial<Notice> = {}): Notice => ({
  schema: 'tidegate.dev/notice/v1',
  rollout: '0195d3f2-7c00-7000-8000-000000000001',
  step: 3,
  needs: 'decision',
  target: 'default/prod/deployment/web',
  application: 'web',
  image: 'web:2',
  because: 'errors are too high',
  remedies: ['tidegate resume default/prod/deployment/web', 'tidegate abort default/prod/deployment/web --why REASON'],
  at: '2026-01-01T00:00:00.000Z',
  ...more,
});
