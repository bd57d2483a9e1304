import type { JsonValue } from '@mailhaul/application';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type CustomTransportStrategy,
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
} from '@nestjs/microservices';
import { Arrivals } from './arrivals.ts';

/** What a handler throws without meaning to; the asking side must see none of it. */
export const internalWords = 'no such column: password_hash';

/** One microservice of a case, and what has reached it. */
export interface Member {
  /** Bodies of `echo`, `gate` and `size` requests, in order of arrival. */
  readonly asked: Arrivals;
  /** Bodies of `news` events. */
  readonly heard: Arrivals;
  /** Answers to `gate` requests that wait, oldest first: each is called to let it go. */
  readonly gates: (() => void)[];
  /** This one's own mark: a request `who` is answered with it. */
  readonly mark: string;
  close(): Promise<void>;
}

let memberCount = 0;

/** A NestJS microservice on the strategy, with a handler for each way to answer. */
export async function startMember(
  strategy: CustomTransportStrategy,
  prefix: string,
): Promise<Member> {
  memberCount += 1;
  const made = {
    asked: new Arrivals(),
    heard: new Arrivals(),
    gates: [],
    mark: `member-${memberCount}`,
  };
  const app = await NestFactory.createMicroservice(moduleOf(controllerOf(prefix, made)), {
    strategy,
    logger: false,
  });
  await app.listen();
  return { ...made, close: () => app.close() };
}

function moduleOf(controller: new () => object): new () => object {
  @Module({ controllers: [controller] })
  class MemberModule {}
  return MemberModule;
}

function controllerOf(prefix: string, member: Omit<Member, 'close'>): new () => object {
  @Controller()
  class MemberController {
    @MessagePattern(`${prefix}.echo`)
    echo(@Payload() body: JsonValue): JsonValue {
      member.asked.add(body);
      return body;
    }

    @MessagePattern(`${prefix}.who`)
    who(): Promise<string> {
      return Promise.resolve(member.mark);
    }

    /** The characters of a text. */
    @MessagePattern(`${prefix}.size`)
    size(@Payload() text: string): number {
      member.asked.add(null);
      return text.length;
    }

    /** A text of so many characters. */
    @MessagePattern(`${prefix}.fill`)
    fill(@Payload() length: number): string {
      return 'x'.repeat(length);
    }

    /** Answers when its gate is opened. */
    @MessagePattern(`${prefix}.gate`)
    gate(@Payload() body: JsonValue): Promise<JsonValue> {
      const { promise, resolve } = Promise.withResolvers<JsonValue>();
      member.gates.push(() => {
        resolve(body);
      });
      member.asked.add(body);
      return promise;
    }

    @MessagePattern(`${prefix}.nothing`)
    nothing(): void {
      member.asked.add(null);
    }

    @MessagePattern(`${prefix}.refuse`)
    refuse(@Payload() reason: string | { readonly message: string }): never {
      throw new RpcException(reason);
    }

    @MessagePattern(`${prefix}.crash`)
    crash(): never {
      throw new Error(internalWords);
    }

    @EventPattern(`${prefix}.news`)
    news(@Payload() body: unknown): void {
      member.heard.add(body as JsonValue);
    }

    @EventPattern(`${prefix}.bad-news`)
    badNews(@Payload() body: unknown): void {
      member.heard.add(body as JsonValue);
      throw new Error(internalWords);
    }
  }
  return MemberController;
}
