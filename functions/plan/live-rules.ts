import { type RuleSet, compileRules } from '../../shared/domain/rules/rule-set.ts';
import { loadLive } from '../../shared/store/rules.ts';

const compiled = new Map<string, { version: number; rules: RuleSet }>();

/** The live rules of a brand, compiled once per published version. */
export async function liveRules(brand: string): Promise<RuleSet> {
  const live = await loadLive(brand);
  const known = compiled.get(brand);
  if (known?.version === live.version) return known.rules;
  const rules = compileRules(live.rules);
  compiled.set(brand, { version: live.version, rules });
  return rules;
}
