/** What no history may show, however it is encoded. */
export const SECRET = 'planted-where-nobody-may-see-it';

/** The settings of a worker that hold secrets, each with the planted one. */
export const PLANTED = {
  SLACK_WEBHOOK_URL: `http://127.0.0.1:9/services/${SECRET}`,
  DEPLOYMENT_WEBHOOK: `http://127.0.0.1:9/hook?key=${SECRET}`,
  TIDEGATE_WEBHOOK_SECRET: `whsec_${Buffer.from(SECRET).toString('base64')}`,
  TIDEGATE_REGISTRY_USER: 'robot',
  TIDEGATE_REGISTRY_PASSWORD: SECRET,
} as const;
