'use client';
import type { z } from 'zod';
import { routes, type register, type shop } from '@zakpos/contracts';
import { useCallback, useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { useActor } from '../session/use-session.ts';
import { Waiting } from '../shell/waiting.tsx';
import { rememberedRegister, rememberRegister } from './device-memory.ts';
import { OpenRegister } from './open-register.tsx';
import { RegisterChoice } from './register-choice.tsx';
import { SellScreen } from './sell/sell-screen.tsx';

export type ShopView = z.infer<typeof shop>;
export type RegisterView = z.infer<typeof register>;

interface Places {
  shops: ShopView[];
  registers: RegisterView[];
}

/** The till: first which register this is, then its float, then selling. */
export const Till = () => {
  const { tenantId } = useActor();
  const [places, setPlaces] = useState<Places | null>(null);
  const [registerId, setRegisterId] = useState(() => rememberedRegister(tenantId));
  const [error, setError] = useState<unknown>(null);

  const load = useCallback(() => {
    setError(null);
    Promise.all([api.call(routes.listShops, {}), api.call(routes.listRegisters, { query: {} })]).then(
      ([shops, registers]) => setPlaces({ shops: shops.items, registers: registers.items }),
      setError,
    );
  }, []);
  useEffect(load, [load]);

  const choose = (chosen: string | null) => {
    rememberRegister(tenantId, chosen);
    setRegisterId(chosen);
  };

  if (error !== null) return <Failure error={error} onRetry={load} className="m-4" />;
  if (places === null) return <Waiting />;
  const register = places.registers.find(({ id }) => id === registerId);
  const shop = places.shops.find(({ id }) => id === register?.shopId);
  if (!register || !shop) return <RegisterChoice {...places} onChoose={choose} />;
  if (register.openSessionId === null) {
    return <OpenRegister shop={shop} register={register} onOpened={load} onOther={() => choose(null)} />;
  }
  return <SellScreen key={register.id} shop={shop} register={register} />;
};
