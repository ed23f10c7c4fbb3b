interface Settings {
  digest: boolean;
  theme: string;
}

const settings: { [user: string]: Settings } = {};

export const handler = async (event: { user: string; begin?: boolean }) => {
  if (event.begin) {
    settings[event.user] ??= { digest: true, theme: 'light' };
    return { statusCode: 201, body: '' };
  }
  return { statusCode: 200, body: settings[event.user].theme };
};
