import { sharedMap } from '@coldstate/adapters/redis';

interface Settings {
  digest: boolean;
  theme: string;
}

const settings = sharedMap<Settings>('settings.settings', { role: 'config' });

export const handler = async (event: { user: string; begin?: boolean }) => {
  if (event.begin) {
    await settings.setIfAbsent(event.user, { digest: true, theme: 'light' });
    return { statusCode: 201, body: '' };
  }
  return { statusCode: 200, body: (await settings.get(event.user))!.theme };
};
