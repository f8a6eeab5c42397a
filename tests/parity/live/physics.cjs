// Steps random scenarios in prismarine-physics (npm, MIT), the engine that moves mineflayer bots; see test_physics_live.py.
// Reads {version, worlds: [{blocks: [[x, y, z, name, meta]], start, inputs}]} from standard input and prints, for each
// world, the state before the first tick and after each: [x, y, z, vx, vy, vz, onGround, collided, jumpTicks].
'use strict'
const minecraftData = require('minecraft-data')
const { Physics } = require('prismarine-physics')
const { Vec3 } = require('vec3')

const { version, worlds } = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const data = minecraftData(version)

function shapesOf (name, meta) {
  const rows = data.blockCollisionShapes.blocks[name]
  return data.blockCollisionShapes.shapes[Array.isArray(rows) ? rows[meta] : rows]
}

function makeWorld (blocks) {
  const cells = new Map()
  for (const [x, y, z, name, meta] of blocks) {
    cells.set(`${x},${y},${z}`, { type: data.blocksByName[name].id, metadata: meta, shapes: shapesOf(name, meta) })
  }
  return {
    getBlock (at) {
      const position = at.floored()
      const cell = cells.get(`${position.x},${position.y},${position.z}`)
      return { type: 0, metadata: 0, shapes: [], getProperties: () => ({}), ...cell, position }
    }
  }
}

function run ({ blocks, start, inputs }) {
  const world = makeWorld(blocks)
  const physics = Physics(data, world)
  const state = {
    pos: new Vec3(...start),
    vel: new Vec3(0, 0, 0),
    onGround: false,
    isInWater: false,
    isInLava: false,
    isInWeb: false,
    isCollidedHorizontally: false,
    isCollidedVertically: false,
    elytraFlying: false,
    jumpTicks: 0,
    jumpQueued: false,
    fireworkRocketDuration: 0,
    attributes: {},
    yaw: 0,
    pitch: 0,
    jumpBoost: 0,
    speed: 0,
    slowness: 0,
    dolphinsGrace: 0,
    slowFalling: 0,
    levitation: 0,
    depthStrider: 0,
    elytraEquipped: false
  }
  const row = () => [
    state.pos.x, state.pos.y, state.pos.z, state.vel.x, state.vel.y, state.vel.z,
    +state.onGround, +state.isCollidedHorizontally, state.jumpTicks
  ]
  const trace = [row()]
  for (const [forward, back, left, right, jump, sprint, sneak, yaw] of inputs) {
    state.control = {
      forward: !!forward, back: !!back, left: !!left, right: !!right, jump: !!jump, sprint: !!sprint, sneak: !!sneak
    }
    state.yaw = Math.PI - yaw * Math.PI / 180
    physics.simulatePlayer(state, world)
    trace.push(row())
  }
  return trace
}

process.stdout.write(JSON.stringify({ shapes: Object.fromEntries(names()), traces: worlds.map(run) }))

function * names () {
  const seen = new Set()
  for (const { blocks } of worlds) {
    for (const [, , , name, meta] of blocks) {
      if (!seen.has(`${name}:${meta}`)) {
        seen.add(`${name}:${meta}`)
        yield [`${name}:${meta}`, shapesOf(name, meta)]
      }
    }
  }
}
