import type { Platform, Setting } from '../sources/source.ts';

type Settings = Readonly<Record<string, string>>;

/** What is given, and the webhook's own address wherever the platform wants that repeated. */
export function fillSettings({ settings = [] }: Platform, given: Settings, address: string): Settings {
  const filled = settings.filter((one) => one.filled).map(({ name }) => [name, address]);
  return { ...Object.fromEntries(filled), ...given };
}

export const missingSettings = ({ settings = [] }: Platform, given: Settings): Setting[] =>
  settings.filter(({ name, required }) => required && given[name] === undefined);

/** The first thing that is wrong with what is given, in words for the operator. */
export function checkSettings(platform: Platform, given: Settings): string | undefined {
  const [missing] = missingSettings(platform, given);
  if (missing) return `${platform.name} needs the setting "${missing.name}": ${missing.what}`;
  const base = platform.api?.base(given);
  return findStrange(platform, given) ?? (base && !base.ok ? base.failure.message : undefined);
}

export function findStrange(
  { name: platform, settings = [] }: Platform,
  given: Settings,
): string | undefined {
  const names = settings.map(({ name }) => name);
  const strange = Object.keys(given).find((name) => !names.includes(name));
  return strange === undefined
    ? findMistyped(settings, given)
    : `${platform} has no setting "${strange.slice(0, 50)}". It has: ${names.join(', ') || 'none'}.`;
}

function findMistyped(settings: readonly Setting[], given: Settings): string | undefined {
  const wrong = settings.find(({ name, oneOf }) => {
    const value = given[name];
    return oneOf !== undefined && value !== undefined && !oneOf.includes(value);
  });
  return wrong && `The setting "${wrong.name}" is one of: ${wrong.oneOf?.join(', ')}.`;
}
