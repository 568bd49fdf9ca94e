import { Engine } from 'json-rules-engine';
import { Liquid } from 'liquidjs';
import { choose } from '../../shared/domain/rules/choose.ts';
import { compile } from '../../shared/domain/rules/conditions.ts';
import type { Facts } from '../../shared/domain/rules/fields.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { FILTERS } from '../../shared/domain/message/filters.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { variablesOf } from '../../shared/domain/message/variables.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import type { CompiledLanguage } from '../../shared/contract/template.ts';
import { FIRST_PURCHASE_THANKS } from '../../shared/starters/first-purchase-thanks.ts';
import { layOut } from '../../shared/starters/lib/layout.ts';
import { compileLanguage } from '../../shared/work/compile-template.ts';
import { makeBrand, makeContact, makeFollowUp } from '../helpers/make.ts';
import { type Comparing, makeManyRules, someBuyers, toEngineFacts, toEngineRule } from './many-rules.ts';
import { type Round, cpuOf, printAgainst } from './spread.ts';

/** Choosing among the live rules and rendering a template: pure work, CPU of one core, in turn in one process. */
export async function benchRules(rounds: number): Promise<void> {
  console.log(`\nChoosing and rendering, CPU of one core, ${rounds} rounds in turn\n`);
  await benchChoosing(rounds);
  await benchRendering(rounds);
}

const EVENTS = someBuyers(2000);
/** It takes about 30 ms an event. */
const EVENTS_OF_ENGINE = EVENTS.slice(0, 5);

async function benchChoosing(rounds: number): Promise<void> {
  const [hundred, thousand, tenThousand] = [100, 1000, 10_000].map(makeManyRules);
  if (!hundred || !thousand || !tenThousand) return;
  const sets = {
    hundred: compileRules(hundred),
    thousand: compileRules(thousand),
    ten: compileRules(tenThousand),
  };
  const loop = plainLoop(thousand);
  const engine = new Engine(thousand.map(toEngineRule));
  checkAlike(thousand, sets.thousand, loop);
  await checkEngine(thousand, engine);
  const results: Record<'engine' | 'loop' | 'growth', Round[]> = { engine: [], loop: [], growth: [] };
  for (let round = -1; round < rounds; round++) {
    const ours = await cpuOf(() => EVENTS.forEach((facts) => choose(sets.thousand, facts)), EVENTS.length);
    const plain = await cpuOf(() => EVENTS.forEach((facts) => loop(facts)), EVENTS.length);
    const theirs = await cpuOf(async () => {
      for (const facts of EVENTS_OF_ENGINE) await engine.run(toEngineFacts(facts));
    }, EVENTS_OF_ENGINE.length);
    const few = await cpuOf(() => EVENTS.forEach((facts) => choose(sets.hundred, facts)), EVENTS.length);
    const many = await cpuOf(() => EVENTS.forEach((facts) => choose(sets.ten, facts)), EVENTS.length);
    // The first round warms up all of them.
    if (round < 0) continue;
    results.engine.push({ ours: theirs, theirs: ours });
    results.loop.push({ ours: plain, theirs: ours });
    results.growth.push({ ours: many, theirs: few });
  }
  printAgainst('json-rules-engine among 1,000 rules, beside ours', results.engine, '≥ 500');
  printAgainst('a plain compiled loop over the same 1,000 rules, beside ours', results.loop, '≥ 5');
  printAgainst(
    'ours among 10,000 rules, beside ours among 100, equally many matching',
    results.growth,
    '≤ 1.5',
  );
}

/** What one would write by hand: every rule for this kind of event is asked, the best first. */
function plainLoop(rules: readonly Rule[]): (facts: Facts) => Rule[] {
  const compiled = rules
    .map((rule) => ({ rule, matches: compile(rule.if) }))
    .toSorted((a, b) => b.rule.priority - a.rule.priority);
  return (facts) => {
    const [chosen, groups]: [Rule[], Set<string>] = [[], new Set()];
    for (const { rule, matches } of compiled) {
      if (rule.on !== facts.event.kind || (rule.group && groups.has(rule.group)) || !matches(facts)) continue;
      if (rule.group) groups.add(rule.group);
      chosen.push(rule);
    }
    return chosen;
  };
}

/** A race between things that do different work would say nothing. */
function checkAlike(rules: readonly Rule[], set: ReturnType<typeof compileRules>, loop: Comparing): void {
  let fired = 0;
  for (const facts of EVENTS.slice(0, 200)) {
    const [ours, plain] = [choose(set, facts), loop(facts)].map((all) =>
      all
        .map(({ id }) => id)
        .toSorted()
        .join(),
    );
    if (ours !== plain) throw new Error(`Of ${rules.length} rules ${ours} and ${plain} were chosen.`);
    fired += ours ? 1 : 0;
  }
  if (fired === 0) throw new Error('No rule ever fired.');
}

/** The engine knows no groups: what matches is compared. */
async function checkEngine(rules: readonly Rule[], engine: Engine): Promise<void> {
  for (const facts of EVENTS_OF_ENGINE) {
    const { events } = await engine.run(toEngineFacts(facts));
    const theirs = events
      .map(({ type }) => type)
      .toSorted()
      .join();
    const matching = rules.filter((rule) => compile(rule.if)(facts)).map(({ id }) => id);
    if (theirs !== matching.toSorted().join())
      throw new Error(`The engine matched ${theirs}, we ${matching.join()}.`);
  }
}

async function benchRendering(rounds: number): Promise<void> {
  const compiled = await compileLanguage(layOut(FIRST_PURCHASE_THANKS, 'de'), 'de');
  if (!compiled.ok) throw new Error('The template does not compile.');
  const [brand, contact] = [makeBrand({ locale: 'de' }), makeContact({ locale: 'de' })];
  const template = { id: 'thanks', version: 1, languages: { de: compiled.value } };
  const mail = {
    template,
    brand,
    contact,
    followUp: makeFollowUp(),
    unsubscribeUrl: 'https://x.example/p/u/1',
    preferencesUrl: 'https://x.example/p/p/1',
    surveyUrl: 'https://x.example/p/s/1',
  };
  const bare = bareLiquid(compiled.value, variablesOf(mail, 'de'));
  const results: Round[] = [];
  for (let round = -1; round < rounds; round++) {
    const ours = await cpuOf(() => repeat(1000, () => renderMail(mail)), 1000);
    const theirs = await cpuOf(() => repeat(1000, bare), 1000);
    if (round >= 0) results.push({ ours, theirs });
  }
  printAgainst('rendering a published template, beside a bare cached Liquid template', results, '≤ 1.2');
}

/** The same three parts with the same filters, parsed once, with the variables at hand. */
function bareLiquid(source: CompiledLanguage, variables: object): () => void {
  const engines = [new Liquid(), new Liquid({ outputEscape: 'escape' })];
  for (const engine of engines)
    for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter);
  const [plain, html] = engines;
  const parts = [
    { engine: plain, parsed: plain?.parse(source.subject) },
    { engine: html, parsed: html?.parse(source.html) },
    { engine: plain, parsed: plain?.parse(source.text) },
  ];
  return () => {
    for (const { engine, parsed } of parts) engine?.renderSync(parsed ?? [], variables);
  };
}

function repeat(times: number, work: () => unknown): void {
  for (let at = 0; at < times; at++) work();
}
