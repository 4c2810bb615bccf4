-- Degraded is what somebody has to act upon; a change that waits for its turn is Progressing.
local function health(status, message)
  return { status = status, message = message }
end

if obj.status == nil or obj.status.conditions == nil
    or obj.status.observedGeneration ~= obj.metadata.generation then
  return health("Progressing", "calico-network-operator has not looked at this spec yet")
end

local conditions = {}
for _, condition in ipairs(obj.status.conditions) do
  conditions[condition.type] = condition
end
local ready = conditions.Ready
if ready == nil then
  return health("Progressing", "calico-network-operator has not looked at this spec yet")
end

if conditions.Stalled ~= nil and conditions.Stalled.status == "True" then
  return health("Degraded", conditions.Stalled.reason .. ": " .. conditions.Stalled.message)
end
if conditions.Reconciling ~= nil and conditions.Reconciling.status == "True" then
  return health("Progressing", ready.message)
end
if ready.status == "True" then
  return health("Healthy", ready.message)
end
if ready.reason == "PlanOnly" or ready.reason == "Paused" then -- mode: Plan, by somebody's wish
  return health("Suspended", ready.reason .. ": " .. ready.message)
end
return health("Progressing", ready.message)
