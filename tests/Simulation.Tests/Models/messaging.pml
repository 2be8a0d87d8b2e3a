/*
 * Outbox, relay, inbox and held store: three events, two transactions at a time, two relays, two consumers, a few deaths anywhere.
 * Events 0 and 1 are the first and second of aggregate A, event 2 is the only one of aggregate B.
 *
 * Variants that are wrong, and have to be found: LAST_ID, BY_TIME, NO_ORDER, ACK_FIRST, TWO_COMMITS.
 */
#define DEATHS 1
#define AGGREGATE(e) (e == 2 -> 1 : 0)
#define SEQUENCE(e) (e == 1 -> 2 : 1)

byte nextId = 1;        /* identity column of the outbox: counts up at the insert, not at the commit */
byte id[3];
bool committed[3];      /* row, event and id of the outbox are seen by others */
bool noted[3];          /* moved from the outbox to published */
byte position;          /* last position in published */
byte queue[3];          /* copies at the broker; any may be taken next */
byte inHand;
bool inbox[3];
byte cursor[2];
bool held[3];
byte effect[3];
byte deaths;
byte lastId;            /* only the broken relay remembers it */

inline die() { deaths++ }
#define MAY_DIE (deaths < DEATHS)

#ifdef LAST_ID
#define WAITS(e) (committed[e] && !noted[e] && id[e] > lastId)
#else
#define WAITS(e) (committed[e] && !noted[e])
#endif

#ifdef BY_TIME
#define KEY(e) (e == 2 -> 0 : e)   /* events 0 and 2 happened in the same moment */
#else
#define KEY(e) e
#endif

inline say(e)
{
    do
    :: d_step { id[e] = nextId; nextId++ };
       if
       :: MAY_DIE -> die()         /* rolled back: the id is lost, the act is tried again */
       :: committed[e] = true; break
       fi
    od
}

active proctype ActsOnA() { say(0); say(1) }

active proctype ActsOnB() { say(2) }

inline publish(e)
{
    if
    :: batch[e] && queue[e] < 2 -> queue[e]++
    :: else
    fi
}

inline note(e)
{
    if
    :: batch[e] && !noted[e] -> noted[e] = true; position++
    :: else
    fi;
    if
    :: batch[e] && id[e] > lastId -> lastId = id[e]
    :: else
    fi;
    batch[e] = false
}

/* No lock: two at once send twice and note once. */
active [2] proctype Relay()
{
    bool batch[3];
end:
    do
    :: d_step {
           WAITS(0) || WAITS(1) || WAITS(2) ->
           batch[0] = WAITS(0); batch[1] = WAITS(1); batch[2] = WAITS(2);
           publish(0); publish(1); publish(2)
       };
       if
       :: d_step { MAY_DIE -> die(); batch[0] = false; batch[1] = false; batch[2] = false }  /* confirmed, not noted */
       :: d_step { note(0); note(1); note(2) }
       fi
    od
}

inline apply(e)
{
    assert(effect[e] == 0);                                  /* once */
    assert(cursor[AGGREGATE(e)] == SEQUENCE(e) - 1);         /* in order */
    effect[e]++;
    cursor[AGGREGATE(e)] = SEQUENCE(e)
}

/* Turn: inbox row, cursor, place among the held, effect. One commit. */
inline handle(e)
{
    if
    :: inbox[KEY(e)]
    :: else ->
       inbox[KEY(e)] = true;
#ifdef NO_ORDER
       apply(e)
#else
       if
       :: cursor[AGGREGATE(e)] == SEQUENCE(e) - 1 -> apply(e)
       :: else -> held[e] = true
       fi
#endif
    fi
}

inline release()
{
    if
    :: held[1] && cursor[0] == 1 -> held[1] = false; apply(1)
    :: else
    fi
}

inline take()
{
    if
    :: queue[0] > 0 -> e = 0
    :: queue[1] > 0 -> e = 1
    :: queue[2] > 0 -> e = 2
    fi;
    queue[e]--;
    inHand++
}

/* A death before the commit only puts the message back, which changes nothing: it is left out where the protocol is right. */
active [2] proctype Consumer()
{
    byte e;
end:
    do
#ifdef ACK_FIRST
    :: atomic { take() };
       if
       :: atomic { MAY_DIE -> die(); inHand--; e = 0; goto end }
       :: d_step { handle(e) }
       fi;
#else
#ifdef TWO_COMMITS
    :: atomic { take(); if :: inbox[e] -> inHand--; e = 0; goto end :: else -> inbox[e] = true fi };
       if
       :: atomic { MAY_DIE -> die(); inHand--; queue[e]++; e = 0; goto end }
       :: d_step { if :: cursor[AGGREGATE(e)] == SEQUENCE(e) - 1 -> apply(e) :: else -> held[e] = true fi }
       fi;
#else
    :: atomic { take(); handle(e) };
#endif
#endif
       if
       :: atomic { MAY_DIE -> die(); inHand--; queue[e]++; e = 0 }  /* committed, not acknowledged, nothing released */
       :: d_step { release(); inHand--; e = 0 }
       fi
    od
}

/* The clock that applies what a death has left behind. */
active proctype Sweeper()
{
end:
    do
    :: d_step { held[1] && cursor[0] == 1 -> release() }
    od
}

#define RESTS(e) (committed[e] && noted[e] && queue[e] == 0 && !held[e] && effect[e] == 1)

active proctype AtRest()
{
    timeout;
    assert(RESTS(0) && RESTS(1) && RESTS(2));
    assert(position == 3 && inHand == 0)
}
